/**
 * What a person's text means, as far as it is more than letters: emphasis, code, lists, links, and
 * names of people. The text itself is stored and sent as it was typed; this is only how it is drawn.
 * Nothing here makes HTML: the parts are plain values, and what is not understood stays text.
 */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'strong' | 'em'; parts: readonly Inline[] }
  | { kind: 'link'; href: string; text: string }
  | { kind: 'mention'; handle: string; text: string };

export type Block =
  | { kind: 'lines'; parts: readonly Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'list'; start: number | null; items: readonly (readonly Inline[])[] };

/** Whose names stand out: handles in lower case. */
export type Handles = ReadonlySet<string>;

const FENCE = /^```[\w+#.-]*$/;
const ITEM = /^(?:[-*•]|(\d{1,9})[.)])[ \t]+(\S.*)$/;
/** Deeper than this emphasis stays as it was typed. */
const DEEPEST = 4;

/** The blocks of a text, top to bottom. A text without marks is one block of one part. */
export function markup(text: string, handles: Handles): readonly Block[] {
  const blocks: Block[] = [];
  const lines = text.split('\n');
  let plain: string[] = [];
  const flush = () => {
    if (plain.length > 0) blocks.push({ kind: 'lines', parts: inline(plain.join('\n'), handles) });
    plain = [];
  };
  for (let at = 0; at < lines.length; ) {
    const end = FENCE.test(lines[at] ?? '') ? lines.indexOf('```', at + 1) : -1;
    const items = itemsFrom(lines, at);
    if (end > at + 1) {
      flush();
      blocks.push({ kind: 'code', text: lines.slice(at + 1, end).join('\n') });
      at = end + 1;
    } else if (items.length > 0) {
      flush();
      blocks.push({
        kind: 'list',
        start: items[0]?.number ?? null,
        items: items.map((item) => inline(item.text, handles)),
      });
      at += items.length;
    } else {
      plain.push(lines[at] ?? '');
      at += 1;
    }
  }
  flush();
  return blocks;
}

type Item = { number: number | null; text: string };

/** The lines from here on that make one list: all with numbers, or all without. A single line is a dash, not a list. */
function itemsFrom(lines: readonly string[], at: number): Item[] {
  const items: Item[] = [];
  for (const line of lines.slice(at)) {
    const found = ITEM.exec(line);
    if (!found) break;
    const number = found[1] === undefined ? null : Number(found[1]);
    if (items[0] && (items[0].number === null) !== (number === null)) break;
    items.push({ number, text: found[2] ?? '' });
  }
  return items.length > 1 ? items : [];
}

const CODE = /`([^`\n]+)`/y;
const STRONG = /\*\*(?=\S)([^\n]*?\S)\*\*/y;
const STAR = /\*(?=[^\s*])([^*\n]*?[^\s*])\*(?!\*)/y;
const UNDERLINE = /_(?=[^\s_])([^_\n]*?[^\s_])_(?![\p{L}\p{N}_])/uy;
const LINK = /(?:https?:\/\/|mailto:)[^\s<>"`]+/iy;
const MENTION = /@([a-z0-9](?:[a-z0-9._-]{0,28}[a-z0-9])?)/iy;
const WORD = /[\p{L}\p{N}_]/u;

/** The parts of some lines, left to right. */
function inline(text: string, handles: Handles, depth = 0): readonly Inline[] {
  const parts: Inline[] = [];
  let plain = '';
  for (let at = 0; at < text.length; ) {
    const found = partAt(text, at, handles, depth);
    if (found) {
      if (plain !== '') parts.push({ kind: 'text', text: plain });
      plain = '';
      parts.push(found.part);
      at += found.length;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  if (plain !== '') parts.push({ kind: 'text', text: plain });
  return parts;
}

type Found = { part: Inline; length: number };

function partAt(text: string, at: number, handles: Handles, depth: number): Found | null {
  switch (text[at]) {
    case '`':
      return matched(CODE, text, at, (inside) => ({ kind: 'code', text: inside }));
    case '*':
      return (
        emphasis(STRONG, 'strong', text, at, handles, depth) ??
        emphasis(STAR, 'em', text, at, handles, depth)
      );
    case '_':
      return isInWord(text, at) ? null : emphasis(UNDERLINE, 'em', text, at, handles, depth);
    case '@':
      return isInWord(text, at) ? null : mentionAt(text, at, handles);
    case 'h':
    case 'H':
    case 'm':
    case 'M':
      return isInWord(text, at) ? null : linkAt(text, at);
    default:
      return null;
  }
}

function isInWord(text: string, at: number): boolean {
  return at > 0 && WORD.test(text[at - 1] ?? '');
}

function matched(
  pattern: RegExp,
  text: string,
  at: number,
  made: (inside: string) => Inline,
): Found | null {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found ? { part: made(found[1] ?? ''), length: found[0].length } : null;
}

function emphasis(
  pattern: RegExp,
  kind: 'strong' | 'em',
  text: string,
  at: number,
  handles: Handles,
  depth: number,
): Found | null {
  if (depth >= DEEPEST) return null;
  return matched(pattern, text, at, (inside) => ({
    kind,
    parts: inline(inside, handles, depth + 1),
  }));
}

/** `@bayko.` at the end of a sentence means bayko: the longest handle that somebody has counts. */
function mentionAt(text: string, at: number, handles: Handles): Found | null {
  MENTION.lastIndex = at;
  let handle = MENTION.exec(text)?.[1] ?? '';
  while (handle !== '' && !handles.has(handle.toLowerCase())) handle = handle.slice(0, -1);
  if (handle === '' || WORD.test(text[at + 1 + handle.length] ?? '')) return null;
  return {
    part: { kind: 'mention', handle: handle.toLowerCase(), text: `@${handle}` },
    length: handle.length + 1,
  };
}

/** An address with a scheme that opens a page or a letter, and no other. What ends the sentence is not part of it. */
function linkAt(text: string, at: number): Found | null {
  LINK.lastIndex = at;
  const found = LINK.exec(text)?.[0];
  if (found === undefined) return null;
  const address = withoutEnd(found);
  try {
    const { protocol, hostname, pathname } = new URL(address);
    const isPage = (protocol === 'http:' || protocol === 'https:') && hostname !== '';
    if (!isPage && !(protocol === 'mailto:' && pathname.includes('@'))) return null;
  } catch {
    return null;
  }
  return { part: { kind: 'link', href: address, text: address }, length: address.length };
}

function withoutEnd(address: string): string {
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address[end - 1] ?? '';
    if (last === ')') {
      const inside = address.slice(0, end);
      if (inside.split('(').length >= inside.split(')').length) break;
    } else if (!/[.,;:!?'*_~\]}…]/.test(last)) break;
  }
  return address.slice(0, end);
}
