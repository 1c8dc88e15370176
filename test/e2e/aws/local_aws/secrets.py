"""Secrets Manager: secrets of stacks, with generated passwords."""

import json

from moto.secretsmanager.models import secretsmanager_backends

from .resource import Resource, define


class Secret(Resource):
    TYPE = 'AWS::SecretsManager::Secret'
    NAME = 'Name'

    def backend(self):
        return secretsmanager_backends[self.account][self.region]

    def make(self):
        existing = self.backend().secrets.get(self.physical_resource_id)
        if existing and existing.is_deleted():
            raise ValueError('a secret with this name is already scheduled for deletion')
        created = self.backend().create_secret(
            name=self.physical_resource_id,
            secret_string=self.value(),
            secret_binary=None,
            description=self.properties.get('Description'),
            tags=self.properties.get('Tags'),
            kms_key_id=self.properties.get('KmsKeyId'),
            client_request_token=None,
            replica_regions=[],
            force_overwrite=False,
        )
        self.physical_resource_id = (json.loads(created) if isinstance(created, str) else created)['ARN']

    def value(self):
        generate = self.properties.get('GenerateSecretString')
        if generate is None:
            return self.properties.get('SecretString', '')
        password = self.backend().get_random_password(
            password_length=int(generate.get('PasswordLength', 32)),
            exclude_characters=generate.get('ExcludeCharacters', ''),
            exclude_numbers=generate.get('ExcludeNumbers', False),
            exclude_punctuation=generate.get('ExcludePunctuation', False),
            exclude_uppercase=generate.get('ExcludeUppercase', False),
            exclude_lowercase=generate.get('ExcludeLowercase', False),
            include_space=generate.get('IncludeSpace', False),
            require_each_included_type=generate.get('RequireEachIncludedType', True),
        )
        password = json.loads(password)['RandomPassword']
        key = generate.get('GenerateStringKey')
        if key is None:
            return password
        return json.dumps({**json.loads(generate.get('SecretStringTemplate', '{}')), key: password})

    def change(self, old):
        secret = self.backend().secrets[self.physical_resource_id]
        secret.kms_key_id = self.properties.get('KmsKeyId')
        secret.description = self.properties.get('Description')

    def remove(self):
        # As CloudFormation does: the name is taken until the end of the recovery window.
        self.backend().delete_secret(self.physical_resource_id, None, False)

    def attributes(self):
        return {'Id': self.physical_resource_id}


def install():
    define(Secret)
