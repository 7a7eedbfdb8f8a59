import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` finds the API: what `./cruddur up` printed. */
const server = process.env.CRUDDUR_DEV_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react(), tailwindcss()],
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
