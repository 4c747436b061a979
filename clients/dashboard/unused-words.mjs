// SPDX-License-Identifier: Apache-2.0
// node unused-words.mjs: every text of src/words is shown somewhere: it is named outside of them, or is one of a list that is
// asked by a key. Tells those that are not, and ends with 1 if there are any.
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const ROOT = fileURLToPath(new URL('.', import.meta.url))
const WORDS = `${ROOT}src/words/`

const parsed = ts.parseJsonConfigFileContent(ts.readConfigFile(`${ROOT}tsconfig.json`, ts.sys.readFile).config, ts.sys, ROOT)
const language = ts.createLanguageService({
  ...ts.sys,
  useCaseSensitiveFileNames: () => true,
  getScriptFileNames: () => parsed.fileNames.filter((path) => path.includes('/src/')),
  getScriptVersion: () => '1',
  getScriptSnapshot: (path) => (ts.sys.fileExists(path) ? ts.ScriptSnapshot.fromString(ts.sys.readFile(path)) : undefined),
  getCurrentDirectory: () => ROOT,
  getCompilationSettings: () => parsed.options,
  getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
})
const program = language.getProgram()

function nodeAt(node, position) {
  return ts.forEachChild(node, (child) => (child.getStart() <= position && position < child.end ? nodeAt(child, position) : undefined)) ?? node
}

// Where else a name is used.
function uses(name) {
  return (language.findReferences(name.getSourceFile().fileName, name.getStart()) ?? [])
    .flatMap((found) => found.references)
    .filter((reference) => !reference.fileName.startsWith(WORDS))
    .map((reference) => nodeAt(program.getSourceFile(reference.fileName), reference.textSpan.start))
}

// The list that is named here is asked by a key, or given away: `words().a[code]`, also by another name.
function takenAsWhole(name) {
  const whole = ts.isPropertyAccessExpression(name.parent) && name.parent.name === name ? name.parent : name
  if (!ts.isVariableDeclaration(whole.parent)) return !ts.isPropertyAccessExpression(whole.parent)
  const declared = whole.parent.name
  return declared !== whole && uses(declared).some((use) => use !== declared && takenAsWhole(use))
}

function unused(object, above) {
  return object.properties.filter(ts.isPropertyAssignment).flatMap((property) => {
    const name = `${above}.${property.name.getText()}`
    const found = uses(property.name)
    if (!ts.isObjectLiteralExpression(property.initializer)) return found.length === 0 ? [name] : []
    return found.some(takenAsWhole) ? [] : unused(property.initializer, name)
  })
}

// `export const ja = {…}`; the texts of the other language have its type.
function japanese(source) {
  const statement = source.statements.find((one) => ts.isVariableStatement(one) && one.declarationList.declarations[0].name.getText() === 'ja')
  const { initializer } = statement.declarationList.declarations[0]
  return ts.isAsExpression(initializer) ? initializer.expression : initializer
}

const files = ts.sys.readDirectory(`${WORDS}ja`, ['.ts'])
const told = files.flatMap((file) => unused(japanese(program.getSourceFile(file)), basename(file, '.ts')))
for (const name of told) console.error(`src/words: ${name} is shown nowhere`)
process.exit(told.length > 0 ? 1 : 0)
