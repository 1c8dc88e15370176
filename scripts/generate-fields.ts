import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as ts from 'typescript';
import { prose } from './prose';

const ROOT = resolve(__dirname, '..');

/** Declaration that every field is read from. */
const ENTRY = { file: join(ROOT, 'lib/environment/props.ts'), type: 'EnvironmentProps' };

/** Fewest fields of one type that are documented once, as `<name>`: the components in `loki.sizes`, for example. */
const ALIKE = 3;

/** Fields of one object, in one table. */
interface Section {
  readonly path: string;
  readonly text: string;
  readonly rows: readonly (readonly string[])[];
}

/** Text of docs/reference/environment.md: every field of an environment, from the types. */
export function fieldsMarkdown(): string {
  const reader = new FieldReader();
  const sections = reader.sections();
  return [
    '# Fields of an environment',
    '',
    '<!-- Generated from lib/environment/props.ts by `npm run generate`. -->',
    '',
    'Each environment in `bin/environments.ts` is an object with these fields. Only `cluster` is required. The tables are',
    'generated from the types that your editor shows. `<name>` stands for a key that you choose, or for one of the keys that',
    'are listed; `[]` stands for each item of a list.',
    ...sections.flatMap(({ path, text, rows }) => [
      '',
      `## ${path === '' ? 'The environment' : path}`,
      ...(text === '' ? [] : ['', prose(text)]),
      '',
      '| field | type | default | description |',
      '| --- | --- | --- | --- |',
      ...rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`),
    ]),
    '',
  ].join('\n');
}

/** Reads the fields with the compiler, so that imports, `extends` and mapped types are followed. */
class FieldReader {
  private readonly checker: ts.TypeChecker;
  private readonly entry: ts.Type;
  private readonly found: Section[] = [];

  constructor() {
    const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
      config: object;
    };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
    const program = ts.createProgram([ENTRY.file], { ...options, types: [] });
    this.checker = program.getTypeChecker();
    const source = program.getSourceFile(ENTRY.file);
    const module = source && this.checker.getSymbolAtLocation(source);
    const symbol = module && this.checker.getExportsOfModule(module).find(({ name }) => name === ENTRY.type);
    if (!symbol) throw new Error(`${ENTRY.file} does not export ${ENTRY.type}`);
    this.entry = this.checker.getDeclaredTypeOfSymbol(symbol);
  }

  /** The objects of an environment, outermost first. */
  public sections(): readonly Section[] {
    this.read('', this.entry);
    return this.found;
  }

  /** Adds the table of an object, then those of the objects in it. */
  private read(path: string, type: ts.Type, within: readonly ts.Type[] = []): void {
    const fields = type.getProperties();
    const inner: [string, ts.Type][] = [];
    const rows = fields.map((field) => {
      const name = path === '' ? field.name : `${path}.${field.name}`;
      const child = this.objectIn(this.typeOf(field));
      if (child && ![...within, type].includes(child.type)) inner.push([`${name}${child.suffix}`, child.type]);
      return [`\`${field.name}\``, `\`${this.typeText(field)}\``, this.defaultOf(field), this.textOf(field)];
    });
    this.found.push({
      path: path && `\`${path}\``,
      text: commentOf(type.symbol ?? type.aliasSymbol, this.checker),
      rows,
    });
    for (const [name, child] of inner) this.read(name, child, [...within, type]);
  }

  /** Our object that a value consists of, and the suffix of its name in a path. */
  private objectIn(type: ts.Type): { readonly type: ts.Type; readonly suffix: string } | undefined {
    const item = this.checker.isArrayType(type)
      ? this.checker.getTypeArguments(type as ts.TypeReference)[0]
      : undefined;
    if (item) return isOurs(item) ? { type: item, suffix: '[]' } : undefined;
    const value = this.checker.getIndexInfosOfType(type)[0]?.type ?? this.alike(type);
    if (value) return isOurs(value) ? { type: value, suffix: '.<name>' } : undefined;
    // A switch, or a word, that may have settings instead.
    const settings = type.isUnion() ? type.types.filter(isOurs) : [type].filter(isOurs);
    return settings.length === 1 ? { type: settings[0] as ts.Type, suffix: '' } : undefined;
  }

  /** The type that all fields of a mapped type have. */
  private alike(type: ts.Type): ts.Type | undefined {
    const types = new Set(type.getProperties().map((field) => this.typeOf(field)));
    return type.getProperties().length >= ALIKE && types.size === 1 && isOurs([...types][0])
      ? [...types][0]
      : undefined;
  }

  private typeOf(field: ts.Symbol): ts.Type {
    return this.checker.getNonNullableType(this.checker.getTypeOfSymbol(field));
  }

  /** The declared type; for a mapped type its keys, which no declaration shows a user. */
  private typeText(field: ts.Symbol): string {
    const type = this.typeOf(field);
    if (this.alike(type))
      return `object with ${type
        .getProperties()
        .map(({ name }) => name)
        .join(', ')}`;
    const child = this.objectIn(type);
    if (child?.suffix === '') return [...this.words(type), 'object'].join(' | ');
    if (child?.suffix === '[]') return 'list of objects';
    if (child) return 'object by name';
    const item = this.checker.isArrayType(type)
      ? this.checker.getTypeArguments(type as ts.TypeReference)[0]
      : undefined;
    if (isChoice(item ?? type)) return `${this.choice(item ?? type)}${item ? ', as a list' : ''}`;
    const declared = (field.valueDeclaration as ts.PropertySignature | undefined)?.type;
    const text = (declared?.getText() ?? this.checker.typeToString(type)).replace(/\s+/g, ' ');
    return text.replaceAll('readonly ', '').replace(/^Readonly<(.*)>$/, '$1');
  }

  /** Values of a field that are not objects. */
  private words(type: ts.Type): string[] {
    const others = type.isUnion() ? type.types.filter((each) => !isOurs(each)) : [];
    const names = others.map((each) => this.checker.typeToString(each).replaceAll('"', "'"));
    return [...new Set(names.map((name) => (name === 'true' || name === 'false' ? 'boolean' : name)))];
  }

  /** The values of a union, which may have a name in the code. */
  private choice(type: ts.Type): string {
    return (type as ts.UnionType).types.map((each) => this.checker.typeToString(each).replaceAll('"', "'")).join(' | ');
  }

  private defaultOf(field: ts.Symbol): string {
    const text = tagOf(field, 'default', this.checker);
    if (text === undefined) return (field.flags & ts.SymbolFlags.Optional) === 0 ? 'required' : '';
    const words = /^- (.*)/s.exec(text)?.[1];
    return words ?? (/^\S+$/.test(text) ? `\`${text}\`` : text);
  }

  private textOf(field: ts.Symbol): string {
    return commentOf(field, this.checker);
  }
}

/** If true, a type is a choice among texts. */
function isChoice(type: ts.Type): boolean {
  return type.isUnion() && type.types.every((each) => each.isStringLiteral());
}

/** If true, a type is an object that is declared in this repository by hand: its fields are an environment's. */
function isOurs(type: ts.Type | undefined): boolean {
  const declaration = type?.symbol?.declarations?.[0];
  if (!type || !declaration || !ts.isInterfaceDeclaration(declaration)) return false;
  return !/node_modules|\/generated\//.test(declaration.getSourceFile().fileName);
}

/** A doc comment on one line, with links that work from docs/reference. */
function commentOf(symbol: ts.Symbol | undefined, checker: ts.TypeChecker): string {
  const text = ts.displayPartsToString(symbol?.getDocumentationComment(checker));
  return text
    .replace(/###\s+Cost\s+/, 'Cost: ')
    .replace(/docs\/cost\.md, "([^"]+)"/g, (_, heading: string) => `[${heading}](../cost.md#${slug(heading)})`)
    .replace(/\s+/g, ' ')
    .replaceAll('<', '&lt;')
    .replace(/`([^`]*)`/g, (code) => code.replaceAll('&lt;', '<'))
    .trim();
}

/** Anchor that a heading has on a page. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}

function tagOf(symbol: ts.Symbol, name: string, checker: ts.TypeChecker): string | undefined {
  const tag = symbol.getJsDocTags(checker).find((each) => each.name === name);
  return tag && ts.displayPartsToString(tag.text).replace(/\s+/g, ' ').trim();
}

if (require.main === module) {
  writeFileSync(join(ROOT, 'docs/reference/environment.md'), fieldsMarkdown());
}
