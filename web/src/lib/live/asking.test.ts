import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { askConversation } from './asking';
import { Audience, type LiveEvent } from './live';

beforeEach(() => vi.stubGlobal('location', { origin: 'http://here.invalid' }));
afterEach(() => vi.unstubAllGlobals());

function audience(): { audience: Audience; told: LiveEvent[] } {
  const told: LiveEvent[] = [];
  const made = new Audience();
  made.listen((event) => told.push(event));
  made.follow('g', () => 7);
  return { audience: made, told };
}

test('who was taken out while nothing could be heard hears it from the refusal', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ errors: ['gone'] }, { status: 404 }));
  const { audience: here, told } = audience();
  await askConversation(here);
  expect(told).toEqual([{ type: 'removed', messageGroupUuid: 'g' }]);
});

test('a server that is away takes nobody out', async () => {
  vi.stubGlobal('fetch', async () => Response.json({}, { status: 503 }));
  const { audience: here, told } = audience();
  await expect(askConversation(here)).rejects.toThrow();
  expect(told).toEqual([]);
});
