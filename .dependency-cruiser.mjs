/** The borders of docs/architecture.md, checked by `npm run lint`. */
export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'common-is-a-leaf',
      severity: 'error',
      from: { path: '^src/common' },
      to: { path: '^src/', pathNot: '^src/common' },
    },
    {
      name: 'module-door-is-index',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/' },
      to: { path: '^src/modules/', pathNot: ['^src/modules/$1/', '^src/modules/[^/]+/index\\.ts$'] },
    },
    {
      name: 'module-door-is-index-from-outside',
      severity: 'error',
      from: { path: '^src/(bootstrap|cli|[^/]+\\.ts$)' },
      to: { path: '^src/modules/', pathNot: '^src/modules/[^/]+/index\\.ts$' },
    },
    {
      name: 'operations-know-the-port-only',
      severity: 'error',
      from: { path: '^src/modules/(upload|multipart|download|runtime)/' },
      to: { path: '^src/modules/(s3-pool|filesystem-store)/' },
    },
    {
      name: 'no-modules-into-bootstrap',
      severity: 'error',
      from: { path: '^src/modules/' },
      to: { path: '^src/(bootstrap|cli|main)' },
    },
    {
      name: 'production-does-not-import-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^test/|\\.spec\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
