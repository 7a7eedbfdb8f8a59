import { createStore, type Watchable } from '~/lib/store';
import type { Wish } from '../model/telling';

/** The choice belongs to the device, like the permission: the browser gives that for this site only. */
const ON = 'cruddur:notifications';
const ANSWERED = 'cruddur:notifications-answered';

function read(key: string): boolean {
  try {
    return localStorage.getItem(key) === '1';
  } catch {
    return false;
  }
}

function write(key: string, isSet: boolean): void {
  try {
    if (isSet) localStorage.setItem(key, '1');
    else localStorage.removeItem(key);
  } catch {
    // Without storage it lasts until the page is left.
  }
}

function now(): Wish {
  const isSupported = typeof Notification === 'function' && isSecureContext;
  return { permission: isSupported ? Notification.permission : 'unsupported', isOn: read(ON) };
}

const state = createStore<Wish>(now());
export const wish: Watchable<Wish> = state;

/** Whether the quiet offer was answered on this device, one way or the other. */
export const wasAnswered = createStore(read(ANSWERED));

globalThis.addEventListener?.('storage', ({ key }) => {
  if (key === ON) state.set(now());
  if (key === ANSWERED) wasAnswered.set(read(ANSWERED));
});

/** Answers the offer; it does not come back. */
export function answerOffer(): void {
  write(ANSWERED, true);
  wasAnswered.set(true);
}

/** Turns them on, asking the browser if it has not been asked; only ever called by a click. */
export async function turnOn(): Promise<void> {
  answerOffer();
  const permission = await Notification.requestPermission();
  if (permission === 'granted') write(ON, true);
  state.set({ permission, isOn: permission === 'granted' });
}

export function turnOff(): void {
  write(ON, false);
  state.set({ ...now(), isOn: false });
}
