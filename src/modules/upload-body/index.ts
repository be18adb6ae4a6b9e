export { checkPayloadHeader } from './check-payload-header.js';
export { receiveBody } from './receive-body.js';
export { receiveDocument } from './receive-document.js';
export { verifyUnusedBody } from './verify-unused-body.js';
