/** Bytes of a file's beginning that decide about its type; WHATWG MIME Sniffing Standard, the section in brackets. */
interface ContentSignature {
  /** Media types that may be declared for such bytes; the first is the usual one. */
  readonly types: readonly string[];
  readonly matches: (head: Buffer) => boolean;
}

const starts =
  (...signatures: readonly (string | readonly number[])[]) =>
  (head: Buffer): boolean =>
    signatures.some((signature) => holds(head, 0, signature));

/** A RIFF container of one form (section 6.1, 6.2). */
const riff =
  (form: string) =>
  (head: Buffer): boolean =>
    holds(head, 0, 'RIFF') && holds(head, 8, form);

/** The brand of an ISO base media file (ISO/IEC 14496-12 section 4.3). */
const isoBrand =
  (brands: RegExp) =>
  (head: Buffer): boolean =>
    holds(head, 4, 'ftyp') && brands.test(head.toString('latin1', 8, 12));

/** Brands of still images; every other brand is video or audio. */
const HEIF = /^(heic|heix|heim|heis|hevc|hevx|mif1|msf1)$/;
const AVIF = /^avi[fs]$/;
const AUDIO = /^M4[ABP] $/;
const VIDEO = /^(?!heic|heix|heim|heis|hevc|hevx|mif1|msf1|avif|avis|M4[ABP] )/;

export const CONTENT_SIGNATURES: readonly ContentSignature[] = [
  { types: ['image/png', 'image/apng'], matches: starts([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) },
  { types: ['image/jpeg', 'image/jpg', 'image/pjpeg'], matches: starts([0xff, 0xd8, 0xff]) },
  { types: ['image/gif'], matches: starts('GIF87a', 'GIF89a') },
  { types: ['image/webp'], matches: riff('WEBP') },
  { types: ['image/bmp', 'image/x-ms-bmp'], matches: (head) => holds(head, 0, 'BM') && holds(head, 6, [0, 0, 0, 0]) },
  { types: ['image/tiff'], matches: starts([0x49, 0x49, 0x2a, 0x00], [0x4d, 0x4d, 0x00, 0x2a]) },
  { types: ['image/heic', 'image/heif', 'image/heic-sequence', 'image/heif-sequence'], matches: isoBrand(HEIF) },
  { types: ['image/avif', 'image/avif-sequence'], matches: isoBrand(AVIF) },
  { types: ['audio/mp4', 'audio/x-m4a', 'video/mp4'], matches: isoBrand(AUDIO) },
  { types: ['video/mp4', 'video/quicktime', 'video/3gpp', 'audio/mp4'], matches: isoBrand(VIDEO) },
  { types: ['video/quicktime'], matches: (head) => /^(moov|mdat|wide|free|skip)$/.test(head.toString('latin1', 4, 8)) },
  { types: ['video/x-msvideo', 'video/avi', 'video/vnd.avi'], matches: riff('AVI ') },
  { types: ['video/webm', 'video/x-matroska', 'audio/webm'], matches: starts([0x1a, 0x45, 0xdf, 0xa3]) },
  { types: ['audio/wav', 'audio/wave', 'audio/x-wav', 'audio/vnd.wave'], matches: riff('WAVE') },
  { types: ['audio/ogg', 'video/ogg', 'application/ogg'], matches: starts('OggS\0') },
  { types: ['audio/flac', 'audio/x-flac'], matches: starts('fLaC') },
  { types: ['audio/mpeg', 'audio/mp3'], matches: (head) => holds(head, 0, 'ID3') || isMpegFrame(head) },
  { types: ['application/pdf'], matches: starts('%PDF-') },
  { types: ['application/gzip', 'application/x-gzip'], matches: starts([0x1f, 0x8b, 0x08]) },
  { types: ['application/zstd'], matches: starts([0x28, 0xb5, 0x2f, 0xfd]) },
  { types: ['application/x-7z-compressed'], matches: starts([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]) },
  { types: ['application/vnd.rar', 'application/x-rar-compressed'], matches: starts('Rar!\x1a\x07') },
  { types: ['font/woff'], matches: starts('wOFF') },
  { types: ['font/woff2'], matches: starts('wOF2') },
  { types: ['application/wasm'], matches: starts([0x00, 0x61, 0x73, 0x6d]) },
  // Office documents, EPUB and Java archives are zip files under a name of their own.
  { types: ['application/zip', 'application/x-zip-compressed'], matches: starts('PK\x03\x04', 'PK\x05\x06') },
  {
    types: ['application/x-executable', 'application/x-elf', 'application/vnd.microsoft.portable-executable'],
    matches: (head) => holds(head, 0, '\x7fELF') || isPortableExecutable(head),
  },
];

function holds(head: Buffer, offset: number, signature: string | readonly number[]): boolean {
  const bytes = typeof signature === 'string' ? Buffer.from(signature, 'latin1') : Buffer.from(signature);
  return head.subarray(offset, offset + bytes.length).equals(bytes);
}

/** Layer III with a bit rate and sample rate that exist (section 6.2.4, shortened to the first frame's header). */
function isMpegFrame(head: Buffer): boolean {
  const [sync, layer = 0, rates = 0xff] = head;
  return sync === 0xff && (layer & 0xe6) === 0xe2 && rates >> 4 !== 0xf && (rates & 0x0c) !== 0x0c;
}

function isPortableExecutable(head: Buffer): boolean {
  if (!holds(head, 0, 'MZ') || head.length < 64) return false;
  return holds(head, head.readUInt32LE(60), 'PE\0\0');
}
