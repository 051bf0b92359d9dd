import json
import subprocess
import unittest
import urllib.error
import urllib.request

from iam import access_token

API_KEY = "python-test-key"


class AccessToken(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.fake = subprocess.Popen(["ibm-iam-fake", "--quiet", "--key-protect", "--api-key", API_KEY], stdout=subprocess.PIPE, text=True)
        cls.iam = cls.fake.stdout.readline().strip().removeprefix("ibm-iam-fake listening on ")

    @classmethod
    def tearDownClass(cls):
        cls.fake.terminate()
        cls.fake.wait()
        cls.fake.stdout.close()

    def call(self, path, body=None, method=None, headers=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.iam + path, data, {"Content-Type": "application/json", **(headers or {})}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def keys(self, token):
        return self.call("/api/v2/keys", headers={"Authorization": "Bearer " + token, "bluemix-instance": "demo"})[0]

    def test_a_token_lists_the_keys(self):
        self.assertEqual(200, self.keys(access_token(API_KEY, self.iam)))

    def test_a_token_ends_after_an_hour(self):
        token = access_token(API_KEY, self.iam)
        self.call("/__fake/config", {"advance": 3600})
        self.assertEqual(400, self.keys(token))

    def test_a_429_is_waited_for(self):
        self.call("/__fake/requests", method="DELETE")
        self.call("/__fake/config", {"faults": [{"kind": "rate-limit", "retryAfter": 0, "next": 2}]})
        access_token(API_KEY, self.iam)
        requests = json.loads(self.call("/__fake/requests")[1])["requests"]
        self.assertEqual([429, 429, 200], [request["status"] for request in requests])

    def test_a_wrong_key_is_an_error_with_the_code_of_IAM(self):
        with self.assertRaisesRegex(RuntimeError, "BXNIM0415E"):
            access_token("some-other-key", self.iam)
