// Generates code that exchanges a credential for a token, in the languages of a build.
import { formOf, needsClient } from './api.mjs';

const shellText = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
const csharpText = (text) => JSON.stringify(text);
const comment = (line) => (line.includes('--') ? '<!-- Set the variables as under Shell. -->' : `<!-- ${line} -->`);

// The environment variables for a credential. Cake.IbmIam and IbmIam.MSBuild find the first two automatically.
const variables = { apikey: 'IBMCLOUD_API_KEY', 'cr-token': 'IBMCLOUD_CR_TOKEN', passcode: 'IAM_PASSCODE' };

// Cake.IbmIam and IbmIam.MSBuild don't accept a user's password.
export const languages = ({ kind }) => (kind === 'password' ? ['curl', 'C#'] : ['Shell', 'curl', 'C#', 'Cake', 'MSBuild']);

// With HTTPS, a program must trust the fake's certificate authority, which the page can't give to it.
const authority = (url, ...lines) => (url.startsWith('https:') ? lines : []);

const exports = ({ credential, secret, profile, url }) => [
  `export IBMCLOUD_IAM_API_ENDPOINT=${url}`,
  ...authority(url, 'export SSL_CERT_FILE=ca.pem'),
  `export ${variables[credential.kind]}=${shellText(secret)}`,
  ...(credential.kind === 'cr-token' ? [`export IBMCLOUD_CR_PROFILE=${shellText(profile ?? '')}`] : []),
];

const writers = {
  Shell: (use) => [
    ...exports(use), '',
    ...authority(use.url, '# ca.pem is written by a fake that was started with --ca-file ca.pem.'),
    use.credential.kind === 'passcode'
      ? '# Cake and MSBuild ask this fake from now on, in this shell; name the variable to them as PasscodeVariable.'
      : '# Cake, MSBuild and IBM’s own tools ask this fake from now on, in this shell.',
  ],
  curl({ credential, secret, profile, url }) {
    const form = Object.entries(formOf(credential, secret, profile));
    return [
      `curl -sS ${url}/identity/token \\`,
      ...authority(url, '  --cacert ca.pem \\'),
      ...(needsClient(credential) ? ['  -u bx:bx \\'] : []),
      ...form.map(([name, value], index) => `  --data-urlencode ${shellText(`${name}=${value}`)}${index < form.length - 1 ? ' \\' : ''}`),
    ];
  },
  'C#': ({ credential, secret, profile, url }) => [
    ...authority(url, '// On Linux, run it with SSL_CERT_FILE=ca.pem, which a fake writes that was started with --ca-file ca.pem.'),
    'using System.Text.Json.Nodes;',
    '',
    'using var http = new HttpClient();',
    `using var request = new HttpRequestMessage(HttpMethod.Post, ${csharpText(`${url}/identity/token`)});`,
    ...(needsClient(credential) ? ['request.Headers.Authorization = new("Basic", Convert.ToBase64String("bx:bx"u8));'] : []),
    'request.Content = new FormUrlEncodedContent(new Dictionary<string, string>',
    '{',
    ...Object.entries(formOf(credential, secret, profile)).map(([name, value]) => `    [${csharpText(name)}] = ${csharpText(value ?? '')},`),
    '});',
    'using var answer = await http.SendAsync(request);',
    'answer.EnsureSuccessStatusCode();',
    'var token = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["access_token"]!.GetValue<string>();',
  ],
  Cake: (use) => [
    ...exports(use).map((line) => `// ${line}`),
    '#addin nuget:?package=Cake.IbmIam',
    '',
    'Task("Deploy").Does(() =>',
    '{',
    use.credential.kind === 'passcode'
      ? '    var token = IbmIamToken(s => s.WithPasscodeVariable("IAM_PASSCODE"));'
      : '    var token = IbmIamToken();',
    '    Information("A {0} for {1:F0} min, from {2}", token.TokenType, token.ExpiresIn.TotalMinutes, token.Source);',
    '});',
    '',
    'RunTarget("Deploy");',
  ],
  MSBuild: (use) => [
    ...exports(use).map(comment),
    '<ItemGroup>',
    '  <PackageReference Include="IbmIam.MSBuild" Version="*" PrivateAssets="all" />',
    '</ItemGroup>',
    '',
    '<Target Name="Deploy">',
    `  <IbmIamToken${use.credential.kind === 'passcode' ? ' PasscodeVariable="IAM_PASSCODE"' : ''}>`,
    '    <Output TaskParameter="Source" PropertyName="TokenSource" />',
    '    <Output TaskParameter="ExpiresIn" PropertyName="TokenSeconds" />',
    '  </IbmIamToken>',
    '  <Message Importance="high" Text="A token for $(TokenSeconds) s, from $(TokenSource)" />',
    '</Target>',
  ],
};

export const snippet = (language, use) => writers[language](use).join('\n');
