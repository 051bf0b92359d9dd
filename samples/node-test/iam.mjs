// Gets an IBM Cloud IAM access token with an API key; retries on 429 and 5xx.
export async function accessToken(apiKey, iam = process.env.IBMCLOUD_IAM_API_ENDPOINT ?? 'https://iam.cloud.ibm.com', attempts = 3) {
  const answer = await fetch(`${iam}/identity/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'urn:ibm:params:oauth:grant-type:apikey', apikey: apiKey }),
  });
  if ((answer.status === 429 || answer.status >= 500) && attempts > 1) {
    const seconds = Number(answer.headers.get('retry-after') ?? 1);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    return accessToken(apiKey, iam, attempts - 1);
  }
  const body = await answer.json();
  if (!answer.ok) {
    throw new Error(`IAM answered ${answer.status}: ${body.errorCode}`);
  }
  return body.access_token;
}
