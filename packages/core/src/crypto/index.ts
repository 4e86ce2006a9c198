export { decodeAesKey } from './aes-key';
export { isBase64, openEnvelope, type SealedReply, sealEnvelope, sealReply } from './envelope';
export { type SignedParts, sign, signatureMatches } from './signature';
