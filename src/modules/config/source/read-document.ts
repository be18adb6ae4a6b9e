import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Node, Pair, ParsedNode, YAMLMap } from 'yaml';
import type { FaultList, Position } from '../config-fault.js';
import type { ConfigPath } from '../config-path.js';
import { keyText } from '../config-path.js';
import { ConfigSource, UNREADABLE } from './config-source.js';
import type { SubstitutionSource } from './substitution.js';
import { substitute } from './substitution.js';
import { syntaxProblem } from './syntax-problems.js';

/**
 * Reads the YAML text into plain values with their places and substitutes `${...}` in its scalar values.
 * After a syntax error the rest cannot be trusted, so only the syntax is reported then.
 * @param substitutions undefined where nothing is substituted: `${` is a fault then
 * @param emptyHint what the author of an empty document has to know
 * @returns undefined when nothing could be read
 */
export function readDocument(
  text: string,
  substitutions: SubstitutionSource | undefined,
  faults: FaultList,
  emptyHint: string,
): ConfigSource | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    // Error messages must not quote the document.
    prettyErrors: false,
    // Duplicates are reported with their path below.
    uniqueKeys: false,
    // No directive in the file changes how scalars are read.
    schema: 'core',
    resolveKnownTags: false,
  });
  reportSyntax(document, lines, faults);
  if (!faults.isEmpty) return undefined;
  if (document.contents === null) {
    faults.add({ line: 1, column: 1 }, [], `the document is empty: ${emptyHint}`);
    return undefined;
  }
  return new DocumentReader(lines, substitutions, faults).read(document.contents);
}

function reportSyntax(document: Document.Parsed, lines: LineCounter, faults: FaultList): void {
  const errors = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  // One misplaced brace makes every word after it an error: of each kind only the first says something.
  const reported = new Set<string>();
  for (const error of errors) {
    if (reported.has(error.code)) continue;
    reported.add(error.code);
    faults.add(positionAt(lines, error.pos[0]), [], syntaxProblem(error.code));
    // The parser's stack is as deep as the document; what follows is only the echo.
    if (error.code === 'RESOURCE_EXHAUSTION') break;
  }
}

function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** Walks one document. */
class DocumentReader {
  readonly #source = new ConfigSource();

  constructor(
    private readonly lines: LineCounter,
    private readonly substitutions: SubstitutionSource | undefined,
    private readonly faults: FaultList,
  ) {}

  read(contents: ParsedNode): ConfigSource {
    const start = this.#position(contents, { line: 1, column: 1 });
    this.#source.root = this.#value(contents, [], start);
    return this.#source;
  }

  #value(node: unknown, path: ConfigPath, key: Position): unknown {
    const position = this.#position(node, key);
    this.#source.place(path, key, position);
    if (isMap(node)) return this.#mapping(node, path, position);
    if (isSeq(node)) {
      return node.items.map((item, index) => this.#value(item, [...path, index], this.#position(item, position)));
    }
    if (isAlias(node)) {
      // Aliases let a short text unfold into a huge document.
      this.faults.add(position, path, 'YAML aliases are not supported: write the value out');
      return UNREADABLE;
    }
    if (!isScalar(node)) return null;
    return typeof node.value === 'string' ? this.#text(node.value, path, position) : node.value;
  }

  #mapping(node: YAMLMap, path: ConfigPath, start: Position): object {
    // Without a prototype, `__proto__` is an ordinary key and inherited names are absent.
    const mapping = Object.create(null) as Record<string, unknown>;
    for (const pair of node.items) {
      const position = this.#position(pair.key, start);
      const key = keyOf(pair);
      if (key === undefined) {
        this.faults.add(position, path, 'keys must be plain names');
      } else if (key in mapping) {
        this.faults.add(position, path, `duplicate key "${keyText(key)}"`);
      } else {
        mapping[key] = this.#value(pair.value, [...path, key], position);
      }
    }
    return mapping;
  }

  #text(text: string, path: ConfigPath, position: Position): unknown {
    if (this.substitutions === undefined) {
      // Most likely copied from a configuration. As it stands it would be a secret that everyone can guess.
      if (!text.includes('${')) return text;
      this.faults.add(position, path, '"${...}" is not replaced in this file: write the value itself');
      return UNREADABLE;
    }
    const result = substitute(text, this.substitutions);
    if (result.ok) return result.text;
    for (const problem of result.problems) this.faults.add(position, path, problem);
    return UNREADABLE;
  }

  #position(node: unknown, fallback: Position): Position {
    const range = isNode(node) ? node.range : undefined;
    return range ? positionAt(this.lines, range[0]) : fallback;
  }
}

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isAlias(value) || isScalar(value);
}

function keyOf(pair: Pair): string | undefined {
  if (!isScalar(pair.key)) return undefined;
  const { value } = pair.key;
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' || value === null ? String(value) : undefined;
}
