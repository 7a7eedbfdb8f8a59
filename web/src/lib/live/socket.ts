import { onTryNow } from '~/lib/connection';
import { ask } from '~/lib/http';
import { createSleep } from '~/lib/sleep';
import { askConversation, askInbox } from './asking';
import { heard } from './frames';
import { Audience, type Live } from './live';
import { poll } from './polling';

/** Without a socket for this long, the page asks instead. */
const PATIENCE_MS = 2_500;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** Silence of this many heartbeats means that the line is dead, whatever the browser believes. */
const HEARTBEATS_MISSED = 2.2;
/** Saying "I am writing" more often than this tells nobody anything new. */
const TYPING_EVERY_MS = 3_000;
/** The session has ended. */
const EXPIRED = 4401;

/**
 * Live by listening: one socket, opened again whenever it is lost. Whatever was missed meanwhile
 * is asked for once it is open; while it cannot be opened, the page asks at intervals.
 */
export function socketLive(): Live {
  const audience = new Audience();
  let socket: WebSocket | null = null;
  let saidTypingAt = Number.NEGATIVE_INFINITY;

  return {
    listen: audience.listen,
    follow: audience.follow,
    poke: () => catchUp(audience),
    typing: (messageGroupUuid) => {
      const now = performance.now();
      if (socket?.readyState !== WebSocket.OPEN || now - saidTypingAt < TYPING_EVERY_MS) return;
      saidTypingAt = now;
      socket.send(JSON.stringify({ type: 'typing', message_group_uuid: messageGroupUuid }));
    },
    start: () =>
      keepOpen(audience, (opened) => {
        socket = opened;
      }),
  };
}

/** Asks once for what may have been missed. What fails is asked again when there is a line. */
function catchUp(audience: Audience): void {
  void askConversation(audience).catch(() => undefined);
  void askInbox(audience).catch(() => undefined);
}

/** Holds one socket after the other until it is told to stop. */
function keepOpen(audience: Audience, hold: (socket: WebSocket | null) => void): () => void {
  const nap = createSleep();
  const polling = standIn(audience);
  let isStopped = false;
  let current: WebSocket | null = null;
  let wasOpen = false;

  const run = async () => {
    for (let failures = 0; !isStopped; failures++) {
      current = new WebSocket(new URL('/api/live', location.href.replace(/^http/, 'ws')));
      hold(current);
      polling.soon();
      let saidHello = false;
      const code = await lifeOf(current, audience, () => {
        failures = 0;
        polling.stop();
        if (wasOpen) audience.tell({ type: 'resumed' });
        else catchUp(audience);
        wasOpen = true;
        saidHello = true;
      });
      hold(null);
      if (isStopped) return;
      polling.soon();
      // A refused handshake has no reason in a browser. A 401 here is heard by the session's guard.
      if (code === EXPIRED || !saidHello) await ask('/api/session').catch(() => undefined);
      const wait_ms = Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS);
      await nap.for(wait_ms * (0.5 + Math.random()));
    }
  };
  const forget = onTryNow(() => {
    current?.close();
    nap.wake();
  });
  void run();
  return () => {
    isStopped = true;
    forget();
    polling.stop();
    current?.close();
    nap.wake();
  };
}

/** Follows one socket to its end; resolves with the code it was closed with. */
function lifeOf(socket: WebSocket, audience: Audience, onHello: () => void): Promise<number> {
  return new Promise((resolve) => {
    let silence: ReturnType<typeof setTimeout> | undefined;
    let silence_ms = 60_000;
    const listened = () => {
      clearTimeout(silence);
      silence = setTimeout(() => end(1006), silence_ms);
    };
    const end = (code: number) => {
      clearTimeout(silence);
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
      resolve(code);
    };
    socket.onclose = (event) => end(event.code);
    socket.onmessage = ({ data }) => {
      const said = heard(data);
      if (said.kind === 'hello') {
        silence_ms = said.heartbeat_s * 1000 * HEARTBEATS_MISSED;
        onHello();
      } else if (said.kind === 'heartbeat') socket.send('{"type":"heartbeat"}');
      else for (const event of said.events) audience.tell(event);
      listened();
    };
    listened();
  });
}

/** Asks at intervals while there is no socket, beginning only when that lasts. */
function standIn(audience: Audience) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopPolling: (() => void) | null = null;
  return {
    soon: () => {
      if (stopPolling) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        stopPolling = poll(audience);
      }, PATIENCE_MS);
    },
    stop: () => {
      clearTimeout(timer);
      stopPolling?.();
      stopPolling = null;
    },
  };
}
