import type { NameTemplate } from './name-template.js';

/** What the template of a name in OpenFGA may ask for beside claims. */
export const OPENFGA_NAMES = ['bucket', 'key', 'key.dir', 'sub'] as const;

export type OpenFgaNameTemplate = NameTemplate<(typeof OPENFGA_NAMES)[number]>;
