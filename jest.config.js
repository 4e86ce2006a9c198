const { availableParallelism } = require('node:os');

const packages = [
  'core',
  'testkit',
  'egress',
  'console',
  'local-adapter',
  'aws-adapter',
  'aliyun-adapter',
  'simulator',
  'cli',
];

const project = (displayName, folder) => ({
  displayName,
  rootDir: __dirname,
  testEnvironment: 'node',
  testMatch: [`<rootDir>/${folder}/**/*.test.ts`],
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.test.json' }] },
  moduleNameMapper: {
    '^@dinghub/core/dingtalk$': '<rootDir>/packages/core/src/dingtalk/index.ts',
    '^@dinghub/core/dispatch$': '<rootDir>/packages/core/src/dispatch/index.ts',
    '^@dinghub/core/memory$': '<rootDir>/packages/core/src/storage/memory-record-store.ts',
    '^@dinghub/core/sightings$': '<rootDir>/packages/core/src/sightings/index.ts',
    '^@dinghub/local-adapter/files$': '<rootDir>/packages/local-adapter/src/files.ts',
    '^@dinghub/([^/]+)$': '<rootDir>/packages/$1/src/index.ts',
  },
  modulePathIgnorePatterns: ['/dist/', '/.esbuild/', '/.serverless/'],
});

// Whatever language the machine has: tests that want another one say so.
process.env.LC_ALL = 'C';

module.exports = {
  // Of all projects; one of a single project would be ignored. Some tests start twenty processes, on a machine that has other work too.
  testTimeout: 120_000,
  // Suites wait for sockets and processes as much as they compute: two at a time are faster on two cores too.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  projects: [...packages.map((name) => project(name, `packages/${name}/test`)), project('workspace', 'test')],
};
