# A golden image that is not published when something banned is in it: any Linux, with its own package database.
# One folder holds this and windows.pkr.hcl; `packer build -only qemu.linux .` builds this one.
variable "linux_iso_url" {
  type    = string
  default = "linux.iso"
}

variable "linux_iso_checksum" {
  type    = string
  default = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
}

source "qemu" "linux" {
  iso_url          = var.linux_iso_url
  iso_checksum     = var.linux_iso_checksum
  ssh_username     = "packer"
  shutdown_command = "sudo poweroff"
  format           = "raw"
  output_directory = "output-linux"
  vm_name          = "linux.raw"
}

build {
  sources = ["source.qemu.linux"]

  # Inside the machine: the databases of dpkg, rpm, apk, pacman and Portage, and the names of units and products.
  provisioner "file" {
    source      = "${path.root}/../fleet/collect-linux.sh"
    destination = "/tmp/collect-linux.sh"
  }

  provisioner "shell" {
    inline = [
      "mkdir -p /tmp/manifests",
      "sudo sh /tmp/collect-linux.sh /tmp/manifests image",
      "sudo tar --create --file /tmp/manifests.tar --directory /tmp/manifests/image .",
    ]
  }

  provisioner "file" {
    direction   = "download"
    source      = "/tmp/manifests.tar"
    destination = "manifests-linux.tar"
  }

  # On the builder: exit status 1 (banned) and 3 (incomplete) both stop the build.
  provisioner "shell-local" {
    inline = ["interdict scan manifests-linux.tar -o text -o json=manifests-linux.json -o html=manifests-linux.html"]
  }
}
