"""Gets IBM Cloud IAM access tokens with an API key; retries on 429 and 5xx."""
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request

GRANT = "urn:ibm:params:oauth:grant-type:apikey"


def access_token(api_key, iam=os.environ.get("IBMCLOUD_IAM_API_ENDPOINT", "https://iam.cloud.ibm.com"), attempts=3):
    form = urllib.parse.urlencode({"grant_type": GRANT, "apikey": api_key}).encode()
    try:
        with urllib.request.urlopen(iam + "/identity/token", form, timeout=10) as answer:
            return json.load(answer)["access_token"]
    except urllib.error.HTTPError as error:
        if (error.code == 429 or error.code >= 500) and attempts > 1:
            time.sleep(float(error.headers.get("Retry-After", 1)))
            return access_token(api_key, iam, attempts - 1)
        raise RuntimeError(f"IAM answered {error.code}: {json.load(error)['errorCode']}") from None
