export { announcedLength } from './announced-length.js';
export { checkPayloadHeader } from './check-payload-header.js';
export { receiveBody } from './receive-body.js';
export { receiveDocument } from './receive-document.js';
export { receiveForm } from './receive-form.js';
export { declaredIntegrity, SpooledBody } from './spooled-body.js';
export { verifyUnusedBody } from './verify-unused-body.js';
