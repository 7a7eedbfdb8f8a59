import { describe, expect, test } from 'vitest';
import {
  headOf,
  inOrder,
  nextStep,
  type OutboxEntry,
  outcomeOf,
  queueOf,
  standAfter,
  type Target,
} from './outbox';

const group: Target = { kind: 'group', messageGroupUuid: 'g' };
const entry = (messageUuid: string, change: Partial<OutboxEntry> = {}): OutboxEntry => ({
  messageUuid,
  target: group,
  body: 'hello',
  afterSeq: 7,
  writtenAt: '2026-11-20T09:00:00Z',
  state: { kind: 'waiting' },
  ...change,
});

describe('which message goes next', () => {
  test('the oldest waiting one of its conversation', () => {
    const all = inOrder([
      entry('b'),
      entry('a'),
      entry('0', { target: { kind: 'person', handle: 'x' } }),
    ]);
    expect(headOf(all, 'g')?.messageUuid).toBe('a');
  });

  test('a refused one holds nobody up', () => {
    const all = [entry('a', { state: { kind: 'refused', code: 'message_blank' } }), entry('b')];
    expect(headOf(all, 'g')?.messageUuid).toBe('b');
  });

  test('a person and a conversation are different queues', () => {
    expect(queueOf({ kind: 'person', handle: 'bayko' })).not.toBe(queueOf(group));
  });
});

describe('what an answer means', () => {
  test.each([
    [401, [], 'signed-out'],
    [404, ['message_group_not_found'], 'refused'],
    [409, ['idempotency_mismatch'], 'refused'],
    [409, ['too_far_behind'], 'too_far_behind'],
    [409, ['ahead_of_log'], 'ahead_of_log'],
    [422, ['message_blank'], 'refused'],
    [429, [], 'unknown'],
    [500, [], 'unknown'],
    [503, ['store_unavailable'], 'unknown'],
  ])('%i %j is %s', (status, errors, kind) => {
    expect(outcomeOf(status, { errors }, null).kind).toBe(kind);
  });

  test('an unknown outcome waits longer each time, and as long as the server asks', () => {
    const wait = (failures: number, retryAfter_s: number | null = null) => {
      const step = nextStep({ kind: 'unknown', retryAfter_s }, failures, 0.5);
      return step.do === 'wait' ? step.wait_ms : Number.NaN;
    };
    expect([0, 1, 2, 10].map((failures) => wait(failures))).toEqual([1000, 2000, 4000, 30_000]);
    expect(wait(0, 9)).toBe(9000);
    expect(wait(10, 9)).toBe(30_000);
  });

  test('no step but a stored answer removes the message', () => {
    const outcomes = [
      outcomeOf(401, {}, null),
      outcomeOf(422, { errors: ['message_blank'] }, null),
      outcomeOf(503, {}, 1),
      outcomeOf(409, { errors: ['too_far_behind'] }, null),
      outcomeOf(409, { errors: ['ahead_of_log'] }, null),
    ];
    expect(outcomes.map((outcome) => nextStep(outcome, 0, 0).do)).not.toContain('remove');
    expect(nextStep({ kind: 'stored' }, 0, 0)).toEqual({ do: 'remove' });
  });

  test('after a log was put back, the message stands at its end', () => {
    const outcome = outcomeOf(409, { errors: ['ahead_of_log'], last_seq: 4 }, null);
    expect(nextStep(outcome, 0, 0)).toEqual({ do: 'stand-at', afterSeq: 4 });
  });
});

describe('reading forward before trying again', () => {
  const page = (...seqs: number[]) => seqs.map((seq) => ({ uuid: `other${seq}`, seq }));

  test('raises after_seq over entries read without a hole', () => {
    expect(standAfter(entry('mine'), page(8, 9, 10))).toEqual({ found: false, afterSeq: 10 });
  });

  test('stops at a hole', () => {
    expect(standAfter(entry('mine'), page(8, 10))).toEqual({ found: false, afterSeq: 8 });
  });

  test('finds a message that was stored after all', () => {
    const found = [...page(8), { uuid: 'mine', seq: 9 }, ...page(10)];
    expect(standAfter(entry('mine'), found)).toEqual({ found: true });
  });
});
