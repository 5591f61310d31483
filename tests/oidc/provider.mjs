// A certified OpenID provider (npm: oidc-provider) on a free port of this machine, for the tests.
// Prints its port; ends with its standard input. Whoever signs in is who they say: sub is the name typed.
import { createServer } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

const jwk = (alg, kind, options) => ({
  ...generateKeyPairSync(kind, options).privateKey.export({ format: 'jwk' }), kid: alg, alg, use: 'sig',
});
const redirect_uris = ['http://localhost/dang-nhap/ngoai/ve'];
const client = (client_id, alg) => ({
  client_id, client_secret: 'a secret of the tests: + and / and %', redirect_uris,
  response_types: ['code'], grant_types: ['authorization_code'], id_token_signed_response_alg: alg,
});

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [client('rs', 'RS256'), client('es', 'ES256')],
    jwks: { keys: [jwk('RS256', 'rsa', { modulusLength: 2048 }), jwk('ES256', 'ec', { namedCurve: 'P-256' })] },
    claims: { openid: ['sub'], profile: ['preferred_username'], phone: ['phone_number', 'phone_number_verified'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['only for tests'] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: id, preferred_username: `${id}@dich-vu`, phone_number: `+84${id.slice(-9)}`,
        phone_number_verified: id.startsWith('verified'),
      }),
    }),
  });
  server.on('request', provider.callback());
  console.log(`port ${port}`);
});
process.stdin.resume().on('end', () => process.exit(0));
