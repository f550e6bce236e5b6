const jsc = {
  target: 'es2022',
  parser: { syntax: 'typescript', decorators: true },
  transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  keepClassNames: true,
};
const esmOnly =
  '(@nestjs|glpk\\.js|highs|zod|csv-parse|csv-stringify|piscina|cookie|@fastify|fast-check|pure-rand|yaml|jsonc-parser)';
const base = {
  testEnvironment: 'node',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test', '<rootDir>/samples'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/test/arch/violations/'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { module: { type: 'commonjs' }, jsc, sourceMaps: 'inline' }],
    'node_modules/.+\\.m?js$': [
      '@swc/jest',
      { module: { type: 'commonjs' }, jsc: { target: 'es2022', parser: { syntax: 'ecmascript' } } },
    ],
  },
  transformIgnorePatterns: [`node_modules/(?!(.*/)?${esmOnly}(/|$))`],
  moduleNameMapper: {
    '^@bailiwick/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.+)\\.js$': ['$1.ts', '$1.js'],
  },
};
/** The file name's suffix tells what a test costs: .spec pure and fast, .int a real adapter, .e2e the whole. */
module.exports = {
  maxWorkers: 2,
  // Generous: tests share two noisy cores, and none of them asserts on time.
  testTimeout: 120_000,
  projects: [
    { ...base, displayName: 'unit', testRegex: ['(?<!\\.(int|e2e))\\.spec\\.ts$'] },
    { ...base, displayName: 'int', testRegex: ['\\.int\\.spec\\.ts$'] },
    { ...base, displayName: 'e2e', testRegex: ['\\.e2e\\.spec\\.ts$'] },
  ],
};
