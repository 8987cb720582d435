/** The arrows of the house: main → http → engine → (table, transport) → rules; background → engine. */
const rooms = {
  rules: ['rules'],
  table: ['table', 'rules'],
  transport: ['transport', 'rules'],
  engine: ['engine', 'table', 'transport', 'rules'],
  background: ['background', 'engine', 'table', 'transport', 'rules'],
  http: ['http', 'engine', 'rules'],
  embedded: ['embedded'],
  config: ['config', 'rules'],
  client: ['client'],
};

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(rooms).map(([room, allowed]) => ({
      name: `${room}-imports-only-${allowed.join('-')}`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: '^src/', pathNot: allowed.map((each) => `^src/${each}/`) },
    })),
    {
      name: 'http-knows-no-aws',
      severity: 'error',
      from: { path: '^src/(http|rules|config|client)/' },
      to: { path: 'node_modules/(@aws-sdk|dynamodb-toolbox)/' },
    },
    {
      name: 'src-imports-no-tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|conformance|scripts)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'], exportsFields: ['exports'] },
  },
};
