/** Words that are not values: `@default - none`, never `@default none`. */
const WORDS = 'none|nothing|nobody|nowhere|anything|any|all';

/** `28d`, `LokiSize.SMALL`, `50 GB/day`; everything else begins with a dash. */
const DEFAULT = new RegExp(`^(- [^A-Z\\s].*|(?!(?:${WORDS})$)\\S+|\\d\\S* \\S+)$`);

const THROWS = /^[A-Z]\w* if \S/;

const textOf = ({ value }) =>
  value
    .replace(/^\s*\*+ ?/gm, ' ')
    .replace(/\s+/g, ' ')
    .trim();
const isDoc = ({ type, value }) => type === 'Block' && value.startsWith('*');

/** Contents of each tag of a name. */
const tags = (text, name) =>
  [...text.matchAll(new RegExp(`(?:^|\\s)@${name}\\b ?(.*?)(?=\\s@\\w|$)`, 'g'))].map(([, value]) => value);

/** Form of doc comments. Our own rule: eslint-plugin-jsdoc sees no tag in a comment of one line. */
const form = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      what: 'begin with a noun or a verb, not with "What"',
      default: '@default is a literal (`@default 28d`) or `@default - words in lower case`',
      throws: '@throws is followed by the type of the error and its condition: `@throws InputError if …`',
    },
  },
  create: ({ sourceCode, report }) => ({
    Program() {
      for (const comment of sourceCode.getAllComments().filter(isDoc)) {
        const text = textOf(comment);
        const hold = (messageId, right) => right || report({ loc: comment.loc, messageId });
        hold('what', !text.startsWith('What '));
        for (const value of tags(text, 'default')) hold('default', DEFAULT.test(value));
        for (const value of tags(text, 'throws')) hold('throws', THROWS.test(value));
      }
    },
  }),
};

/** Optional properties of exported interfaces have a `@default`. */
const defaults = {
  meta: { type: 'suggestion', schema: [], messages: { missing: 'an optional property has a @default' } },
  create: ({ sourceCode, report }) => ({
    'ExportNamedDeclaration > TSInterfaceDeclaration TSPropertySignature[optional=true]'(node) {
      const doc = sourceCode.getCommentsBefore(node).findLast(isDoc);
      if (doc && tags(textOf(doc), 'default').length === 0) report({ node: node.key, messageId: 'missing' });
    },
  }),
};

export default { form, defaults };
