"""moto with patches for this project's stacks: a local AWS that refuses the same requests as AWS."""
