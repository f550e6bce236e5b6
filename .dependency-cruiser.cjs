/** The rooms in walking order: a lib imports only from libs before it. */
const rooms = [
  'kernel',
  'contracts',
  'event-store',
  'messaging',
  'lifecycle',
  'workforce',
  'portfolio',
  'tiering',
  'planning',
  'territory',
  'staffing',
  'relay',
  'access',
  'telemetry',
];

const later = (room) => rooms.slice(rooms.indexOf(room) + 1).join('|');

const roomOrder = rooms
  .filter((room) => later(room))
  .map((room) => ({
    name: `room-order-${room}`,
    comment: `${room} may import only from rooms before it`,
    severity: 'error',
    from: { path: `(^|/)libs/${room}/` },
    to: { path: `(^|/)(libs/(${later(room)})|apps)/` },
  }));

const drivers =
  'mongoose|kafkajs|json-rules-engine|glpk\\.js|highs|piscina|@photostructure/sqlite|csv-parse|csv-stringify|jsonc-parser|jsonata';

module.exports = {
  forbidden: [
    ...roomOrder,
    {
      name: 'only-door',
      comment: 'a lib is entered through its index.ts only',
      severity: 'error',
      from: { path: '(^|/)(libs|apps)/([^/]+)/' },
      to: { path: '(^|/)libs/([^/]+)/src/.+', pathNot: ['(^|/)libs/[^/]+/src/index\\.ts$', '(^|/)libs/$3/'] },
    },
    {
      name: 'drivers-in-adapters',
      comment: 'drivers are imported only under adapters/',
      severity: 'error',
      from: { path: '(^|/)(libs|apps)/', pathNot: ['/adapters/', '\\.spec\\.ts$'] },
      to: { path: `node_modules/(${drivers})(/|$)` },
    },
    {
      name: 'built-in-sqlite-in-adapters',
      comment: 'the built-in embedded store is a driver too',
      severity: 'error',
      from: { path: '(^|/)(libs|apps)/', pathNot: ['/adapters/', '\\.spec\\.ts$'] },
      to: { path: '^(node:)?sqlite$' },
    },
    {
      name: 'nest-in-nest',
      comment: '@nestjs is imported only under nest/ and apps/',
      severity: 'error',
      from: { path: '(^|/)libs/', pathNot: ['/nest/', '\\.spec\\.ts$'] },
      to: { path: 'node_modules/@nestjs/' },
    },
    {
      name: 'pure-domain',
      comment: 'domain/ sees no application, adapter, Nest or Node module',
      severity: 'error',
      from: { path: '(^|/)libs/[^/]+/src/domain/', pathNot: '\\.spec\\.ts$' },
      to: { path: '(/src/(application|adapters|nest)/)|node_modules/(?!zod/)' },
    },
    {
      name: 'pure-domain-no-core',
      comment: 'domain/ imports no Node built-ins',
      severity: 'error',
      from: { path: '(^|/)libs/([^/]+/src/domain|kernel/src)/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'application-sees-ports',
      comment: 'application/ sees no adapters and no Nest',
      severity: 'error',
      from: { path: '(^|/)libs/[^/]+/src/application/', pathNot: '\\.spec\\.ts$' },
      to: { path: '/src/(adapters|nest)/' },
    },
    {
      name: 'kernel-imports-nothing',
      comment: 'the kernel imports nothing',
      severity: 'error',
      from: { path: '(^|/)libs/kernel/src/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '(^|/)libs/kernel/src/' },
    },
    {
      name: 'independent-verifier',
      comment: 'verify imports nothing from the compiler, the model or the solvers',
      severity: 'error',
      from: { path: '(^|/)planning/src/domain/verify/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: '(^|/)planning/src/(domain/(compile|terms|model|search|bound|explain|problem/(?!planning-input))|application|adapters)',
      },
    },
    {
      name: 'no-cycles',
      comment: 'no import cycles (types may refer to each other)',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json', '.d.ts'],
    },
  },
};
