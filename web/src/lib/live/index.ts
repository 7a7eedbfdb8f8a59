import type { Live } from './live';
import { pollingLive } from './polling';

export type { Live, LiveEvent } from './live';

/** The one source of this page. */
export const live: Live = pollingLive();
