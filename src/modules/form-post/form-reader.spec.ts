import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { Busboy } from '@fastify/busboy';
import fc from 'fast-check';
import { FormReader } from './form-reader.js';

const BOUNDARY = 'b-o';

/** What a form holds: its fields in their order, and its file. */
interface Form {
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly filename: string;
  readonly file: Buffer;
}

function encode({ fields, filename, file }: Form): Buffer {
  const head = fields.map(
    ([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const last = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${filename}"\r\nContent-Type: image/png\r\n\r\n`;
  return Buffer.concat([Buffer.from(head.join('') + last), file, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]);
}

function* cut(body: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let offset = 0, index = 0; offset < body.length; index += 1) {
    const size = sizes[index % sizes.length] ?? body.length;
    yield Buffer.from(body.subarray(offset, offset + size));
    offset += size;
  }
}

async function read(pieces: Iterable<Buffer>): Promise<Form> {
  const reader = new FormReader(Readable.from(pieces), BOUNDARY);
  const { fields, filename } = await reader.start();
  const file: Buffer[] = [];
  for await (const bytes of reader.file()) file.push(Buffer.from(bytes));
  return { fields: [...fields.texts()], filename, file: Buffer.concat(file) };
}

/** The same as another parser finds it. */
function readWithBusboy(pieces: Iterable<Buffer>): Promise<Form> {
  return new Promise((resolve, reject) => {
    const fields: [string, string][] = [];
    const file: Buffer[] = [];
    let filename = '';
    const busboy = new Busboy({ headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` } });
    busboy.on('field', (name, value) => fields.push([name, value]));
    busboy.on('file', (_name, stream, name) => {
      filename = name;
      stream.on('data', (bytes: Buffer) => file.push(bytes));
    });
    busboy.on('finish', () => {
      resolve({ fields, filename, file: Buffer.concat(file) });
    });
    busboy.on('error', reject);
    Readable.from(pieces).pipe(busboy);
  });
}

/** Content that keeps almost being a delimiter. */
const tricky = fc
  .array(fc.constantFrom('\r', '\n', '\r\n', '-', '--', '\r\n-', '\r\n--', '\r\n--b', '\r\n--b-', 'b-o', 'x', 'ü'), {
    maxLength: 30,
  })
  .map((words) => words.join(''))
  .filter((text) => !`\r\n${text}\r\n`.includes(`\r\n--${BOUNDARY}`));
const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,20}$/).filter((text) => text !== 'file');
const form = fc.record({
  fields: fc.uniqueArray(fc.tuple(name, tricky), { selector: ([key]) => key, maxLength: 6 }),
  filename: fc.constantFrom('f.txt', 'ü b.png', 'a$&b'),
  file: fc.oneof(
    tricky.map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  ),
});

describe('FormReader', () => {
  it('finds what was put in, however it is cut, and what another parser finds', async () => {
    await fc.assert(
      fc.asyncProperty(
        form,
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 }),
        async (wanted, sizes) => {
          const body = encode(wanted);
          const found = await read(cut(body, sizes));
          expect(found).toEqual(wanted);
          expect(found).toEqual(await readWithBusboy(cut(body, [body.length])));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('refuses every beginning of a form', async () => {
    const body = encode({ fields: [['key', 'k']], filename: 'f', file: Buffer.from('content') });
    const lastDash = body.length - '\r\n'.length;
    for (let length = 0; length < lastDash; length += 1) {
      await expect(read([Buffer.from(body.subarray(0, length))])).rejects.toMatchObject({
        code: 'MalformedPOSTRequest',
      });
    }
    await expect(read([body.subarray(0, lastDash)])).resolves.toMatchObject({ filename: 'f' });
  });

  it.each([
    ['C:\\pictures\\a.png', 'a.png'],
    ['/home/me/a.png', 'a.png'],
    ['a\\"b.png', 'a"b.png'],
    ['', ''],
  ])('takes of %s only the name', async (filename, expected) => {
    expect(await read([encode({ fields: [], filename, file: Buffer.alloc(0) })])).toMatchObject({ filename: expected });
  });
});
