import type { Live } from './live';
import { socketLive } from './socket';

export type { Live, LiveEvent } from './live';

/** The one source of this page. */
export const live: Live = socketLive();
