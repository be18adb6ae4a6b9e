/** 1024 bytes, the most that a key may have. */
export const LONGEST = `${'long-segment/'.repeat(78)}${'x'.repeat(10)}`;

/** Keys that clients and gateways get wrong: as sent, and a near miss that must not find the object. */
export const ODD_KEYS: [what: string, raw: string, other: string][] = [
  ['a space', 'a%20b', 'a+b'],
  ['a plus', 'c+d', 'c%20d'],
  ['an encoded plus', 'e%2Bf', 'e%20f'],
  ['an encoded percent', 'g%2520h', 'g%20h'],
  ['an encoded question mark', 'i%3Fj', 'i'],
  ['an encoded hash', 'k%23l', 'k'],
  ['an encoded slash', 'm%2Fn', 'm%252Fn'],
  ['a leading slash', '/o', 'o'],
  ['an encoded leading slash', '%2Fp', 'p'],
  ['a double slash', 'q//r', 'q/r'],
  ['a trailing slash', 's/', 's'],
  ['dots that are no segment', 't../..u/.v', 't/u/v'],
  ['NFC', 'caf%C3%A9', 'cafe%CC%81'],
  ['NFD', 'cafe%CC%82', 'caf%C3%AA'],
  ['an emoji', '%F0%9F%98%80', '%F0%9F%98%81'],
  ['characters of HTML', '%3Cb%3E%26%22%27', '%3Cb%3E'],
  ['a line feed', 'w%0Ax', 'wx'],
  ['CR and LF', 'y%0D%0AX-Injected:%201', 'y'],
  ['a backslash', 'w1%5C..%5Cx', 'w1/x'],
  ['lower-case hex', 'z%c3%a9', 'z%C3%AA'],
  ['what need not be encoded', '%41%42', 'ab'],
  ['reserved characters', "!$&'()*,;=:@", '!$'],
  ['a name of the store', '.mizuchi/tmp/x', 'tmp/x'],
  ['a file name of the store', '%25.mizuchi', '.mizuchi'],
  ['what looks like a drive', 'C:/x', 'x'],
  ['a name of JavaScript', '__proto__', 'constructor'],
  ['1024 bytes', LONGEST, LONGEST.slice(0, -1)],
  ['1024 bytes of UTF-8', '%E2%82%AC'.repeat(341) + 'x', '%E2%82%AC'.repeat(341)],
];
