# A golden image that is not published when something banned is in it.
variable "iso_url" {
  type    = string
  default = "debian-12.iso"
}

variable "iso_checksum" {
  type    = string
  default = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
}

source "qemu" "debian" {
  iso_url          = var.iso_url
  iso_checksum     = var.iso_checksum
  ssh_username     = "packer"
  shutdown_command = "sudo poweroff"
  format           = "raw"
  output_directory = "output"
  vm_name          = "debian.raw"
}

build {
  sources = ["source.qemu.debian"]

  # Inside the machine: what is installed, as its own package database says, and the folders that betray the rest.
  provisioner "shell" {
    inline = [
      "cd / && sudo find var/lib/dpkg etc/os-release etc/systemd opt -maxdepth 3 -print0 | sudo tar --create --file /tmp/manifests.tar --no-recursion --null --files-from -",
    ]
  }

  provisioner "file" {
    direction   = "download"
    source      = "/tmp/manifests.tar"
    destination = "manifests.tar"
  }

  # On the builder: exit status 1 (banned) and 3 (not whole) both stop the build.
  provisioner "shell-local" {
    inline = ["interdict scan manifests.tar -o text -o json=manifests.json -o html=manifests.html"]
  }
}
