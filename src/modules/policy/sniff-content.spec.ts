import { describe, expect, it } from '@jest/globals';
import { MediaTypeList } from './media-type-list.js';
import { sniffContent } from './sniff-content.js';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const PNG = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(20)]);
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]);
const ZIP = latin1('PK\x03\x04 more');
const MP4 = latin1('\0\0\0\x20ftypisom');
const HEIC = latin1('\0\0\0\x20ftypheic');
const PE = Buffer.alloc(128);
PE.write('MZ');
PE.writeUInt32LE(80, 60);
PE.write('PE\0\0', 80);

describe('sniffContent', () => {
  it.each<[string, Buffer, string]>([
    ['PNG', PNG, 'image/png'],
    ['JPEG', JPEG, 'image/jpeg'],
    ['JPEG under its other name', JPEG, 'image/jpg'],
    ['GIF', latin1('GIF89a...'), 'image/gif'],
    ['WebP', latin1('RIFF\x10\0\0\0WEBPVP8 '), 'image/webp'],
    ['WAV', latin1('RIFF\x10\0\0\0WAVEfmt '), 'audio/wav'],
    ['MP4', MP4, 'video/mp4'],
    ['HEIC', HEIC, 'image/heic'],
    ['QuickTime without ftyp', latin1('\0\0\0\x08wide\0\0\0\0mdat'), 'video/quicktime'],
    ['PDF', latin1('%PDF-1.7\n'), 'application/pdf'],
    ['MP3 with a tag', latin1('ID3\x04'), 'audio/mpeg'],
    ['MP3 without', Buffer.from([0xff, 0xfb, 0x90, 0x00]), 'audio/mpeg'],
    ['zip as an office document', ZIP, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['a picture without a declared type', PNG, 'binary/octet-stream'],
    ['a program as bytes', PE, 'application/octet-stream'],
    ['text', latin1('hello'), 'text/plain'],
    ['text with a bracket', latin1('<3 this'), 'text/plain'],
    ['JSON', latin1('{"a": 1}'), 'application/json'],
    ['an unknown format', latin1('whatever'), 'application/x-own'],
    ['nothing at all', Buffer.alloc(0), 'image/png'],
  ])('takes %s', (_name, head, declared) => {
    expect(() => {
      sniffContent(head, declared, undefined);
    }).not.toThrow();
  });

  it.each<[string, Buffer, string]>([
    ['a program as a picture', PE, 'image/png'],
    ['a picture as another', PNG, 'image/jpeg'],
    ['a video as a picture', MP4, 'image/heic'],
    ['text as a picture', latin1('not a picture'), 'image/png'],
    ['a picture as text', PNG, 'text/plain'],
    ['bytes as text', latin1('a\0b'), 'text/plain'],
    ['a zip file as a picture', ZIP, 'image/png'],
    ['a zip file as a PDF', ZIP, 'application/pdf'],
    ['HTML as a picture', latin1('<html><script>'), 'image/png'],
    ['HTML as text', latin1('  \n<!DOCTYPE HTML>'), 'text/plain'],
    ['HTML as bytes', latin1('<script>alert(1)</script>'), 'application/octet-stream'],
    ['HTML as HTML', latin1('<html>'), 'text/html'],
    ['HTML behind a byte order mark', Buffer.from('\ufeff<html>', 'utf8'), 'text/plain'],
    ['HTML in UTF-16', Buffer.from('\ufeff<html>', 'utf16le'), 'text/plain'],
    ['HTML in UTF-16 of the other order', Buffer.from('\ufeff<html>', 'utf16le').swap16(), 'text/plain'],
    ['HTML behind a comment', latin1('<!-- x --><html>'), 'text/plain'],
    ['SVG as SVG', latin1('<svg xmlns="http://www.w3.org/2000/svg">'), 'image/svg+xml'],
    ['SVG behind an XML declaration', latin1('<?xml version="1.0"?><svg onload="x()"/>'), 'image/png'],
    ['SVG with a prefix', latin1('<?xml version="1.0"?><s:svg xmlns:s="x">'), 'application/xml'],
    ['SVG behind a comment', latin1('<!-- x --><svg/>'), 'image/png'],
    ['XML that may be a page', latin1('<?xml version="1.0"?><a/>'), 'application/xml'],
  ])('refuses %s', (_name, head, declared) => {
    expect(() => {
      sniffContent(head, declared, undefined);
    }).toThrow(expect.objectContaining({ code: 'AccessDenied', status: 403 }));
  });

  it('takes active content whose type the bucket names', () => {
    const named = new MediaTypeList(['text/html', 'image/svg+xml', 'application/xml']);
    for (const [text, declared] of [
      ['<html>', 'text/html'],
      ['<svg/>', 'image/svg+xml'],
      ['<?xml version="1.0"?><a/>', 'application/xml'],
    ] as const) {
      expect(() => {
        sniffContent(latin1(text), declared, named);
      }).not.toThrow();
    }
  });

  it('takes none because of a wildcard, and none under the name of another', () => {
    const wide = new MediaTypeList(['*', 'image/*', 'text/html']);
    for (const [text, declared] of [
      ['<svg/>', 'image/svg+xml'],
      ['<svg/>', 'text/html'],
      ['<html>', 'image/png'],
    ] as const) {
      expect(() => {
        sniffContent(latin1(text), declared, wide);
      }).toThrow(expect.objectContaining({ code: 'AccessDenied' }));
    }
  });
});
