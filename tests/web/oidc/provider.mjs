// A real OpenID provider on loopback, for tests: node provider.mjs <redirect address of the application>
// Prints its own address. Whoever signs in types a subject, an HSA-id or none, and how strongly they proved it.

import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const hsaIds = new Map();

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const address = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(address, {
    clients: [{ client_id: "samsyn", client_secret: "only for tests", redirect_uris: [process.argv[2]] }],
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "test", use: "sig", alg: "RS256" }] },
    cookies: { keys: ["only for tests"] },
    features: { devInteractions: { enabled: false } },
    acrValues: ["urn:test:loa2", "urn:test:loa3"],
    claims: { openid: ["sub", "acr", "amr"], profile: ["employeeHsaId"] },
    interactions: { url: (_, interaction) => `/sign-in/${interaction.uid}` },
    findAccount: (_, subject) => ({
      accountId: subject,
      claims: () => ({ sub: subject, employeeHsaId: hsaIds.get(subject) }),
    }),
  });
  const answer = provider.callback();
  server.on("request", async (request, response) => {
    const asked = new URL(request.url, address);
    if (!asked.pathname.startsWith("/sign-in/")) return answer(request, response);
    const { params, prompt, grantId } = await provider.interactionDetails(request, response);
    if (prompt.name === "login") {
      const subject = asked.searchParams.get("subject");
      if (!subject) return response.end("who are you?");
      hsaIds.set(subject, asked.searchParams.get("hsa") ?? undefined);
      const login = { accountId: subject, acr: asked.searchParams.get("acr") ?? undefined, amr: asked.searchParams.getAll("amr") };
      return provider.interactionFinished(request, response, { login });
    }
    const { session } = await provider.interactionDetails(request, response);
    const grant = grantId ? await provider.Grant.find(grantId) : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
  });
  console.log(address);
});
