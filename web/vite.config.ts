import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` finds the API: what `./cruddur up` printed. */
const server = process.env.CRUDDUR_DEV_SERVER ?? 'http://127.0.0.1:8080';

type Emoji = { unicode: string; label: string; tags?: string[]; group?: number; order?: number };

/** The names of all emoji, without what the picker has no use for. Group 2 are parts of others. */
function emojiNames(): Plugin {
  const id = 'virtual:emoji';
  return {
    name: 'emoji-names',
    resolveId: (wanted) => (wanted === id ? `\0${id}` : null),
    load: (wanted) => {
      if (wanted !== `\0${id}`) return null;
      const file = new URL('node_modules/emojibase-data/en/compact.json', import.meta.url);
      const all = JSON.parse(readFileSync(file, 'utf-8')) as Emoji[];
      const rows = all
        .filter(({ group }) => group !== undefined && group !== 2)
        .sort((one, other) => (one.order ?? 0) - (other.order ?? 0))
        .map(({ unicode, label, tags = [], group }) => [unicode, label, tags.join(' '), group]);
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(rows))});`;
    },
  };
}

export default defineConfig({
  plugins: [react(), tailwindcss(), emojiNames()],
  resolve: { alias: { '~': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'es2023',
    // The server's policy has no `data:` for fonts, and a hashed file is cached for ever.
    assetsInlineLimit: 0,
    // Preloading modules is native in every browser that knows light-dark().
    modulePreload: { polyfill: false },
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': { target: server, ws: true, rewriteWsOrigin: true },
      '/auth': server,
      '/oidc': server,
    },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
