"""moto, with what it lacks for this project's stacks: an AWS on loopback that refuses what AWS refuses."""
