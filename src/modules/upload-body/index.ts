export { receiveBody, receiveDocument } from './receive-body.js';
