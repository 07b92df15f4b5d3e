import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { Configuration } from '../../configuration/configuration-schema.ts';
import { type Finding, good } from '../finding.ts';

const MS_PER_DAY = 86_400_000;
const SOON_DAYS = 14;
const RENEWAL =
  'Renew it ("ringcast certificate" for a studio network); the server reads the files again by itself.';

/** Whether the certificate of the settings can be used, for whom and how long. */
export function checkCertificate({ tlsCert, tlsKey, publicUrl }: Configuration, nowMs: number): Finding[] {
  if (tlsCert === undefined || tlsKey === undefined) return withoutCertificate(publicUrl);
  try {
    const cert = readFileSync(tlsCert);
    createSecureContext({ cert, key: readFileSync(tlsKey) });
    return judge(new X509Certificate(cert), { file: tlsCert, publicUrl, nowMs });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [
      {
        level: 'fault',
        what: `The certificate of ${tlsCert} and ${tlsKey} cannot be used: ${reason}`,
        why: 'The server does not start with it.',
        remedy: 'Name a certificate with its chain and its key, both as PEM without a password.',
      },
    ];
  }
}

function judge(
  certificate: X509Certificate,
  { file, publicUrl, nowMs }: { file: string; publicUrl: string | undefined; nowMs: number },
): Finding[] {
  const daysLeft = Math.floor((Date.parse(certificate.validTo) - nowMs) / MS_PER_DAY);
  const findings: Finding[] = [];
  if (daysLeft < SOON_DAYS) {
    findings.push({
      level: daysLeft < 0 ? 'fault' : 'warning',
      what: `The certificate in ${file} ${daysLeft < 0 ? 'has ended' : `ends in ${daysLeft} days`} (${certificate.validTo}).`,
      why: 'Browsers then give neither the page nor the microphone.',
      remedy: RENEWAL,
    });
  }
  const name = publicUrl === undefined ? undefined : new URL(publicUrl).hostname.replace(/^\[|\]$/g, '');
  if (name !== undefined && !isFor(certificate, name)) {
    findings.push({
      level: 'fault',
      what: `The certificate in ${file} is for ${certificate.subjectAltName ?? 'no name'}, not for ${name}.`,
      why: 'Browsers refuse a certificate of another name.',
      remedy: 'Get one for the name in publicUrl.',
    });
  }
  if (findings.length > 0) return findings;
  return [
    good(`The certificate is for ${certificate.subjectAltName ?? 'no name'}, for ${daysLeft} more days.`),
  ];
}

function isFor(certificate: X509Certificate, name: string): boolean {
  const found = isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name);
  return found !== undefined;
}

function withoutCertificate(publicUrl: string | undefined): Finding[] {
  if (publicUrl?.startsWith('https:')) return [];
  return [
    {
      level: 'warning',
      what: 'The server speaks plain http.',
      why: 'Browsers on other computers do not give a page the microphone, and iPhones no low latency, without https.',
      remedy:
        'Put it behind https (docker/compose.yaml has Caddy), or make a certificate with "ringcast certificate".',
    },
  ];
}
