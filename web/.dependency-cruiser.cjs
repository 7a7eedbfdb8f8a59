/** Imports go down, never up or sideways: app > pages > features > ui > lib. */
const layers = ['app', 'pages', 'features', 'ui', 'lib'];

/** For each layer, a rule against importing any layer above it. */
const upward = layers.slice(1).map((layer, index) => ({
  name: `${layer}-imports-nothing-above`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: { path: `^src/(${layers.slice(0, index + 1).join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...upward,
    {
      name: 'a-feature-imports-no-other-feature',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/', pathNot: '^src/features/$1/' },
    },
    {
      name: 'a-page-imports-no-other-page-folder',
      severity: 'error',
      from: { path: '^src/pages/([^/]+)/' },
      to: { path: '^src/pages/[^/]+/', pathNot: '^src/pages/$1/' },
    },
    {
      name: 'model-imports-nothing',
      comment: 'A model is plain rules: its own folder, and the types of the wire.',
      severity: 'error',
      from: { path: '^src/features/[^/]+/model/', pathNot: '[.]test[.]ts$' },
      to: {
        pathNot: ['^src/features/[^/]+/model/', '^src/lib/wire/'],
      },
    },
    {
      name: 'every-folder-has-its-place',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(${layers.join('|')})/` },
      to: {},
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'components-come-one-by-one',
      comment: 'The barrel of React Aria carries every widget along.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: 'react-aria-components/(dist/.*index|package)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
    },
  },
};
