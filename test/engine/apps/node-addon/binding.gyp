{
  "targets": [{ "target_name": "mixer", "sources": ["mixer.c"] }]
}
