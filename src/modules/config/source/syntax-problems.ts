import type { ErrorCode } from 'yaml';

/**
 * What is wrong, by the parser's code. The parser's own messages quote the document, which may hold secrets,
 * so they are not used.
 */
const PROBLEMS: Record<ErrorCode, string> = {
  ALIAS_PROPS: 'an alias cannot have an anchor or a tag',
  BAD_ALIAS: 'aliases are not supported',
  BAD_COLLECTION_TYPE: 'the tag does not fit the value',
  BAD_DIRECTIVE: 'unknown directive',
  BAD_DQ_ESCAPE: 'unknown escape sequence in a double-quoted text',
  BAD_INDENT: 'wrong indentation, or a quote or bracket before it is not closed',
  BAD_PROP_ORDER: 'anchors and tags must stand after the indicator',
  BAD_SCALAR_START: 'an unquoted text cannot begin with this character: quote it',
  BLOCK_AS_IMPLICIT_KEY: 'a nested mapping must begin on its own line',
  BLOCK_IN_FLOW: 'an indented block cannot stand inside { } or [ ]',
  DUPLICATE_KEY: 'duplicate key',
  IMPOSSIBLE: 'cannot be read',
  KEY_OVER_1024_CHARS: 'the key is too long',
  MISSING_CHAR: 'a quote, bracket, comma or colon is missing (inside { } and [ ], "${NAME}" must be quoted)',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line: is a colon or a quote missing?',
  MULTIPLE_ANCHORS: 'more than one anchor',
  MULTIPLE_DOCS: 'only one document is allowed',
  MULTIPLE_TAGS: 'more than one tag',
  NON_STRING_KEY: 'keys must be plain names',
  RESOURCE_EXHAUSTION: 'nested too deeply',
  TAB_AS_INDENT: 'tabs cannot be used as indentation',
  TAG_RESOLVE_FAILED: 'the tag is not supported',
  UNEXPECTED_TOKEN: 'unexpected text (inside { } and [ ], "${NAME}" must be quoted)',
};

/** The problem behind a code of the YAML parser, without any text of the document. */
export function syntaxProblem(code: ErrorCode): string {
  return `YAML: ${PROBLEMS[code]}`;
}
