import { defineConfig } from '@hey-api/openapi-ts';

/** Types only: `lib/http` asks, and nothing of the generator runs in the browser. */
export default defineConfig({
  input: './openapi.json',
  output: {
    path: 'src/lib/wire/generated',
    entryFile: false,
    header: ['// Made by `npm run generate` from openapi.json. Do not edit.'],
  },
  plugins: [{ name: '@hey-api/typescript', enums: false }],
});
