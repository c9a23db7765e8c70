"""What makes Hearth an app on phones and desktops: manifest, service worker, the page shown without a connection."""
