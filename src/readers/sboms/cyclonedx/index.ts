import { memoiseHead } from '../../../formats/text/memoise-head.ts';
import type { Reader } from '../../../types.ts';
import { sbomSample } from '../envelope.ts';
import { cyclonedxJson } from './json.ts';
import { cyclonedxProtobuf, isCyclonedxProtobuf } from './protobuf.ts';
import { cyclonedxXml } from './xml.ts';

const JSON_MARK = /"bomFormat"\s*:\s*"CycloneDX"|"\$schema"\s*:\s*"https?:\/\/cyclonedx\.org\/schema\/bom/u;
const XML_MARK = /<(?:[\w.-]+:)?bom\b[^>]{0,2000}https?:\/\/cyclonedx\.org\/schema\/bom\/1\./u;
const XML_START = /^[^<]{0,10}</u;

/**
 * A CycloneDX bill of materials, JSON, XML or Protocol Buffers, bare or in an in-toto statement. It claims what something
 * consists of; the thing itself (`metadata.component`) is no component of it and is given as a trace.
 *
 * @see https://cyclonedx.org/specification/overview/
 */
export const cyclonedx: Reader = {
  id: 'cyclonedx',
  title: 'CycloneDX bill of materials',
  paths: [
    'sbom/*.cdx.json',
    'usr/share/sbom/*.cdx.json',
    'usr/local/share/sbom/*.cdx.json',
    'layers/sbom/launch/**/*.cdx.json',
    'var/lib/db/sbom/*.cdx.json',
  ],
  supplementary: true,
  recognises(head) {
    if (isCyclonedxProtobuf(head)) return true;
    const start = sbomSample(head);
    return XML_START.test(start) ? XML_MARK.test(start) : JSON_MARK.test(start);
  },
  telltales: [
    {
      format: 'a CycloneDX bill of materials',
      keys: ['bomFormat', 'specVersion', 'components', 'serialNumber'],
    },
    { format: 'a CycloneDX bill of materials', keys: ['bom', 'components', 'component', 'purl'] },
  ],
  read(bytes) {
    if (isCyclonedxProtobuf(bytes)) return cyclonedxProtobuf(bytes);
    return XML_START.test(memoiseHead(bytes.subarray(0, 64))) ? cyclonedxXml(bytes) : cyclonedxJson(bytes);
  },
};
