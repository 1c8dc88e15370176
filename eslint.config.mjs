import tseslint from 'typescript-eslint';
import docComments from './scripts/eslint/doc-comments.mjs';

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'cdk.out/**',
      'k8s.out/**',
      'api.out/**',
      'examples/*/out/**',
      'charts/loki/config/generated/**',
      'lib/checks/read/alloy/generated/**',
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
      'no-restricted-properties': [
        'error',
        {
          object: 'URL',
          property: 'canParse',
          message: 'use parsedUrl: it is wrong about letters beyond ASCII on Node 20',
        },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "ImportDeclaration[source.value='zod'] ImportSpecifier",
          message: "write import * as z from 'zod': anything else puts its forty languages into the programs",
        },
      ],
    },
  },
  { plugins: { 'doc-comments': { rules: docComments } }, rules: { 'doc-comments/form': 'error' } },
  {
    files: ['charts/**/*.ts', 'lib/**/*.ts'],
    // Objects of Kubernetes and of other programs as they are read: absent means absent.
    ignores: ['lib/manifests/**', 'lib/checks/**'],
    rules: { 'doc-comments/defaults': 'error' },
  },
  {
    files: ['**/*.{js,cjs}'],
    languageOptions: { sourceType: 'commonjs' },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
