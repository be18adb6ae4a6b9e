/** Backends that do not know `encoding-type` send keys as they are and do not repeat the parameter. */
export function keyDecoder({ EncodingType }: { readonly EncodingType?: string | undefined }): (key: string) => string {
  if (EncodingType !== 'url') return (key) => key;
  return (key) => decodeURIComponent(key.replaceAll('+', ' '));
}
