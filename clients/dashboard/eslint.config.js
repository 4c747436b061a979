// SPDX-License-Identifier: Apache-2.0
import js from '@eslint/js'
import hooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

const CLOCK = 'The day and the hour come from the server: the clock of the browser may be wrong. See day.ts and session.tsx.'
const SILENT = 'A button that does nothing has to say why: only what is under way may hold it; let the form name what is missing.'
const LIMIT = 'The contract says what a field may hold: <TextField limits={…}> with what limits.ts has of it.'
const PAGE = 'The contract says how large a page may be: Parameters.limit of limits.ts.'
const WORDS = 'A text in one language: it comes from src/words, which have it in both.'
const JAPANESE = '[\\u3000-\\u30ff\\u4e00-\\u9fff\\uff00-\\uffef]'
const ADDRESS = 'Operations are asked by the functions and hooks of operations.ts.'

const EVERYWHERE = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: CLOCK },
  { selector: "CallExpression[callee.name='Date']", message: CLOCK },
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: CLOCK },
  { selector: 'JSXAttribute[name.name=/^(aria-disabled|busy)$/] LogicalExpression', message: SILENT },
  {
    selector: 'JSXOpeningElement[name.name=/^(TextField|TextArea|input|textarea)$/] > JSXAttribute[name.name=/^(min|max|minLength|maxLength|step|pattern)$/]',
    message: LIMIT,
  },
  { selector: "Property[key.name='limit'] > Literal[raw=/^[0-9]{3,}$/]", message: PAGE },
  { selector: 'Literal[value=/^\\u002Fv1\\u002F/]', message: ADDRESS },
  { selector: 'TemplateElement[value.raw=/^\\u002Fv1\\u002F/]', message: ADDRESS },
]
const IN_PAGES = [`Literal[value=/${JAPANESE}/]`, `JSXText[value=/${JAPANESE}/]`, `TemplateElement[value.raw=/${JAPANESE}/]`].map((selector) => ({
  selector,
  message: WORDS,
}))

export default tseslint.config(
  { ignores: ['dist', 'src/contract.d.ts', 'src/operations.ts', 'src/put-members.ts', 'src/limits.ts', '*.js', '*.mjs', 'embedded'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'react-hooks': hooks },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'no-restricted-syntax': ['error', ...EVERYWHERE],
      'no-restricted-globals': ['error', { name: 'fetch', message: ADDRESS }],
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { paths: [{ name: '@tanstack/preact-query', message: 'The hooks are in operations.ts and queries.ts.', allowTypeImports: true }] },
      ],
    },
  },
  { files: ['src/**/*.tsx'], rules: { 'no-restricted-syntax': ['error', ...EVERYWHERE, ...IN_PAGES] } },
  { files: ['tests/**'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['src/api.ts', 'src/queries.ts', 'src/ui/boundary.tsx'], rules: { 'no-restricted-globals': 'off' } },
  { files: ['src/queries.ts', 'src/main.tsx'], rules: { '@typescript-eslint/no-restricted-imports': 'off' } },
)
