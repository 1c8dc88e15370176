import tseslint from 'typescript-eslint';

/** The arrows run bin → lib → charts, never back. */
const boundary = (files, forbidden) => ({
  files,
  rules: {
    'no-restricted-imports': ['error', { patterns: forbidden.map(([group, message]) => ({ group, message })) }],
  },
});

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'cdk.out/**',
      'k8s.out/**',
      'api.out/**',
      'examples/*/out/**',
      'node_modules/**',
      'coverage/**',
    ],
  },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  {
    rules: {
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      eqeqeq: 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: "ImportDeclaration[source.value='zod'] ImportSpecifier",
          message: "write import * as z from 'zod': anything else puts its forty languages into the programs",
        },
      ],
    },
  },
  boundary(
    ['charts/**/*.ts'],
    [
      [['aws-cdk-lib', 'aws-cdk-lib/*', '@aws-sdk/*', '@aws-cdk/*'], 'charts/ knows Kubernetes only'],
      [['**/lib/*', '**/bin/*'], 'the arrows run bin → lib → charts'],
    ],
  ),
  boundary(['lib/**/*.ts'], [[['**/bin/*'], 'the arrows run bin → lib → charts']]),
  {
    files: ['**/*.{js,cjs}'],
    languageOptions: { sourceType: 'commonjs' },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
