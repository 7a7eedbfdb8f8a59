import { en, type Texts } from './en';

export type { Line } from './en';

/** The catalogue in use. */
export const texts: Texts = en;
