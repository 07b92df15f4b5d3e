/** What was made. */
export interface MadeCertificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly rootFile: string;
  readonly names: readonly string[];
}

/** Tells how to use a certificate of an authority of one's own. */
export function describeCertificate({ certFile, keyFile, rootFile, names }: MadeCertificate): string {
  return `The certificate is for ${names.join(', ')}.

Let the server use it, in ringcast.yaml or as variables:

    tlsCert: ${certFile}
    tlsKey: ${keyFile}

    RINGCAST_TLS_CERT=${certFile} RINGCAST_TLS_KEY=${keyFile} npm start

Every device that is to broadcast or listen has to trust the authority that made it, once. Bring it this file (it
holds no secret):

    ${rootFile}

  This computer     npx ringcast certificate --install
  iPhone, iPad      send the file by AirDrop or mail and open it; install it under Settings, General, VPN & Device
                    Management; then switch it on under Settings, General, About, Certificate Trust Settings. Without
                    that second step, or by clicking a warning away, the page comes and its WebSocket does not.
  Android           Settings, Security, Encryption & credentials, Install a certificate, CA certificate
  Windows, macOS    open the file, and put it among the trusted root authorities (Keychain: Always Trust)
  Firefox           Settings, Privacy & Security, View Certificates, Authorities, Import
  ringcast capture  NODE_EXTRA_CA_CERTS=${rootFile}
`;
}
