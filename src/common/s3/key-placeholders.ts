/** What a `key_template` may name beside claims. */
export const KEY_TEMPLATE_NAMES = ['bucket', 'sub', 'key', 'key.name', 'key.dir', 'date', 'uuid'] as const;

export type KeyTemplateName = (typeof KEY_TEMPLATE_NAMES)[number];

/** What stands for a value of the caller in a `key_pattern`; the group is the name. Other braces are quantifiers. */
export const KEY_PATTERN_PLACEHOLDER = /\{(sub|claim\.[^{}\s]+)\}/;
