import { en, type Texts } from './en';

/** The catalogue in use. */
export const texts: Texts = en;
