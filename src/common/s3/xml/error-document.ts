import type { GatewayError } from '../../errors/gateway-error.js';
import { element, XML_DECLARATION } from './xml-writer.js';

/**
 * The XML body of an error (S3 API reference, "REST error responses"): no namespace, details between the message
 * and the request id.
 * @param resource path as the client sent it
 */
export function errorDocument(error: GatewayError, resource: string, requestId: string): string {
  let content = element('Code', error.code) + element('Message', error.message);
  for (const [name, value] of Object.entries(error.details)) content += element(name, value);
  content += element('Resource', resource) + element('RequestId', requestId) + element('HostId', requestId);
  return `${XML_DECLARATION}<Error>${content}</Error>`;
}
